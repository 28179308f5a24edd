"""Companies of a building, their floors, what is known of them, and who speaks for them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buildings', '0002_claims_and_windows'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Company',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='企业名称')),
                ('credit_code', models.CharField(blank=True, max_length=18, verbose_name='统一社会信用代码')),
                ('industry', models.CharField(blank=True, max_length=2, verbose_name='行业')),
                ('state', models.CharField(choices=[('open', '在楼'), ('left', '已迁出'), ('closed', '已注销')], default='open', max_length=6, verbose_name='状态')),
                ('agreed_at', models.DateTimeField(null=True, verbose_name='同意公开名录的时间')),
                ('noted_at', models.DateTimeField(verbose_name='登记时间')),
                ('committee', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='companies', to='buildings.committee', verbose_name='楼委会')),
            ],
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('name', models.BinaryField(null=True, verbose_name='姓名')),
                ('phone', models.BinaryField(null=True, verbose_name='手机号')),
                ('mail', models.BinaryField(null=True, verbose_name='邮箱')),
                ('phone_index', models.CharField(blank=True, db_index=True, max_length=32)),
                ('role', models.CharField(choices=[('head', '负责人'), ('admin', '行政'), ('people', '人事'), ('finance', '财务'), ('party', '党务')], max_length=7, verbose_name='在企业做什么')),
                ('agreed_on', models.DateField(verbose_name='同意保存的日子')),
                ('left_at', models.DateTimeField(null=True, verbose_name='不再联系的时间')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='buildings.company', verbose_name='企业')),
            ],
        ),
        migrations.CreateModel(
            name='CompanyLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('is_once', models.BooleanField(verbose_name='只用一次')),
                ('made_at', models.DateTimeField(verbose_name='发出时间')),
                ('ends_at', models.DateTimeField(verbose_name='有效期至')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='失效时间')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='company_links_made', to=settings.AUTH_USER_MODEL, verbose_name='谁发的')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='buildings.contact', verbose_name='联系人')),
            ],
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(blank=True, choices=[('employees', '员工人数'), ('insured', '参保人数'), ('graduates', '当年招用高校毕业生'), ('young', '35 岁及以下员工'), ('disabled', '残疾员工'), ('party_members', '党员人数'), ('size', '企业规模'), ('revenue', '年营业收入'), ('capital', '注册资本'), ('research', '研发费用占营业收入'), ('patents', '有效发明专利'), ('founded_on', '成立日期'), ('registered_here', '注册在本区'), ('high_tech', '高新技术企业证书'), ('specialised', '专精特新'), ('listed', '上市'), ('foreign', '外商投资'), ('party_branch', '建有党组织'), ('union', '建有工会'), ('lease_ends', '租约到期'), ('expands', '想扩租'), ('canteen', '需要食堂或送餐'), ('meals', '每天订餐'), ('parking', '缺车位')], max_length=15, verbose_name='什么')),
                ('value', models.CharField(max_length=60, verbose_name='值')),
                ('said_at', models.DateTimeField(verbose_name='提出时间')),
                ('state', models.CharField(choices=[('open', '待核对'), ('accepted', '已采纳'), ('refused', '未采纳')], default='open', max_length=8, verbose_name='核对结果')),
                ('reason', models.CharField(blank=True, max_length=100, verbose_name='原因')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='核对时间')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='buildings.company', verbose_name='企业')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='buildings.contact', verbose_name='联系人')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='company_corrections_decided', to=settings.AUTH_USER_MODEL, verbose_name='谁核对的')),
            ],
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(choices=[('employees', '员工人数'), ('insured', '参保人数'), ('graduates', '当年招用高校毕业生'), ('young', '35 岁及以下员工'), ('disabled', '残疾员工'), ('party_members', '党员人数'), ('size', '企业规模'), ('revenue', '年营业收入'), ('capital', '注册资本'), ('research', '研发费用占营业收入'), ('patents', '有效发明专利'), ('founded_on', '成立日期'), ('registered_here', '注册在本区'), ('high_tech', '高新技术企业证书'), ('specialised', '专精特新'), ('listed', '上市'), ('foreign', '外商投资'), ('party_branch', '建有党组织'), ('union', '建有工会'), ('lease_ends', '租约到期'), ('expands', '想扩租'), ('canteen', '需要食堂或送餐'), ('meals', '每天订餐'), ('parking', '缺车位')], max_length=15, verbose_name='什么')),
                ('value', models.CharField(max_length=20, verbose_name='值')),
                ('source', models.CharField(choices=[('company', '企业自己说的'), ('visit', '走访'), ('register', '国家企业信用信息公示系统'), ('property', '物业'), ('paper', '看过证书或合同'), ('table', '表格导入')], max_length=8, verbose_name='来源')),
                ('as_of', models.DateField(verbose_name='截至哪天')),
                ('expires_on', models.DateField(null=True, verbose_name='哪天过期')),
                ('purpose', models.CharField(choices=[('service', '为企业服务'), ('policy', '匹配惠企政策'), ('figures', '楼宇统计'), ('safety', '安全和应急')], max_length=7, verbose_name='用途')),
                ('level', models.CharField(choices=[('public', '公开'), ('committee', '物业'), ('district', '区里'), ('secretary', '只有秘书')], max_length=9, verbose_name='谁能看')),
                ('noted_at', models.DateTimeField(verbose_name='登记时间')),
                ('replaced_at', models.DateTimeField(null=True, verbose_name='被取代的时间')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='buildings.company', verbose_name='企业')),
                ('noted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='company_facts_noted', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
            ],
        ),
        migrations.CreateModel(
            name='Floor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.SmallIntegerField(verbose_name='楼层')),
                ('area', models.PositiveIntegerField(verbose_name='可租面积（平方米）')),
                ('committee', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='floors', to='buildings.committee', verbose_name='楼委会')),
            ],
        ),
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('says', models.CharField(blank=True, max_length=200, verbose_name='需要什么')),
                ('raised_at', models.DateTimeField(verbose_name='提出时间')),
                ('state', models.CharField(choices=[('open', '待答复'), ('answered', '已答复')], default='open', max_length=8, verbose_name='进展')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='答复')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='答复时间')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='company_needs_noted', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='buildings.company', verbose_name='企业')),
            ],
        ),
        migrations.CreateModel(
            name='Tenancy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.PositiveIntegerField(verbose_name='面积（平方米）')),
                ('begins_on', models.DateField(verbose_name='租期第一天')),
                ('ends_on', models.DateField(null=True, verbose_name='租期最后一天')),
                ('left_on', models.DateField(null=True, verbose_name='搬走的日子')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenancies', to='buildings.company', verbose_name='企业')),
                ('floor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenancies', to='buildings.floor', verbose_name='楼层')),
            ],
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='走访的日子')),
                ('says', models.CharField(blank=True, max_length=500, verbose_name='说了什么')),
                ('next_says', models.CharField(blank=True, max_length=200, verbose_name='下一步')),
                ('next_on', models.DateField(null=True, verbose_name='下一步在哪天前')),
                ('noted_at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='company_visits', to=settings.AUTH_USER_MODEL, verbose_name='谁去的')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='buildings.company', verbose_name='企业')),
            ],
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.UniqueConstraint(fields=('committee', 'name'), name='a_company_has_its_own_name'),
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.UniqueConstraint(condition=models.Q(('credit_code', ''), _negated=True), fields=('committee', 'credit_code'), name='a_company_has_its_own_credit_code'),
        ),
        migrations.AddConstraint(
            model_name='companylink',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('made_at'))), name='a_company_link_lives_a_while'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('company', 'key'), name='one_correction_of_a_kind_waits'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='no_correction_is_refused_without_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'open'), ('decided_at__isnull', False), _connector='OR'), name='a_decided_correction_has_its_time'),
        ),
        migrations.AddConstraint(
            model_name='fact',
            constraint=models.UniqueConstraint(condition=models.Q(('replaced_at', None)), fields=('company', 'key'), name='one_fact_of_a_kind_holds'),
        ),
        migrations.AddConstraint(
            model_name='fact',
            constraint=models.CheckConstraint(condition=models.Q(('expires_on', None), ('expires_on__gt', models.F('as_of')), _connector='OR'), name='a_fact_holds_for_a_while'),
        ),
        migrations.AddConstraint(
            model_name='floor',
            constraint=models.UniqueConstraint(fields=('committee', 'number'), name='a_floor_is_there_once'),
        ),
        migrations.AddConstraint(
            model_name='floor',
            constraint=models.CheckConstraint(condition=models.Q(('area__gt', 0), models.Q(('number', 0), _negated=True)), name='a_floor_has_an_area_and_a_number'),
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(fields=['company', 'state'], name='needs_of_a_company'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'answered'), _negated=True), ('answered_at__isnull', False), _connector='OR'), name='what_a_company_was_answered_has_its_time'),
        ),
        migrations.AddConstraint(
            model_name='tenancy',
            constraint=models.UniqueConstraint(condition=models.Q(('left_on', None)), fields=('company', 'floor'), name='a_company_is_on_a_floor_once'),
        ),
        migrations.AddConstraint(
            model_name='tenancy',
            constraint=models.CheckConstraint(condition=models.Q(('area__gt', 0)), name='a_tenancy_has_an_area'),
        ),
        migrations.AddConstraint(
            model_name='tenancy',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('begins_on')), _connector='OR'), name='a_lease_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='tenancy',
            constraint=models.CheckConstraint(condition=models.Q(('left_on', None), ('left_on__gte', models.F('begins_on')), _connector='OR'), name='who_left_had_come'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['company', 'on'], name='visits_of_a_company'),
        ),
    ]
